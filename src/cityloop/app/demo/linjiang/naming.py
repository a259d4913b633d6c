"""How a Chinese name is said in Latin letters."""

from random import Random

from pypinyin import lazy_pinyin

from cityloop.app.demo.linjiang import words


def spelt(zh: str) -> str:
    """The name in pinyin as one capitalised word: 潮音 is Chaoyin."""
    return "".join(lazy_pinyin(zh)).capitalize()


def english(zh: str) -> str:
    """A name whose ending has an English word: 银杏路 is Yinxing Road."""
    ending = next((each for each in sorted(words.ENGLISH, key=len, reverse=True) if zh.endswith(each)), "")
    stem = zh.removesuffix(ending)
    return " ".join(part for part in (spelt(stem) if stem else "", words.ENGLISH.get(ending, "")) if part)


class People:
    """Names of persons, none twice, surname first."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def name(self) -> tuple[str, str]:
        """A name nobody has yet, in both languages."""
        while True:
            surname, first, second = map(self._random.choice, (words.SURNAMES, words.GIVEN_FIRST, words.GIVEN_SECOND))
            if surname + first + second not in self._taken:
                self._taken.add(surname + first + second)
                return surname + first + second, f"{spelt(surname)} {spelt(first + second)}"
