"""核查结案, 审核, 回访, 综合评价."""

from cityloop.city.facts import judging
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene

ASSESSMENTS = ("good", "fair", "poor")


@does(orders.Check)
def check(order: orders.Check, scene: Scene) -> judging.Checked:
    """Look again on the spot."""
    return scene.moves(judging.Checked, negative=not order.passed, passed=order.passed, note=scene.words(order.note))


@does(orders.Review)
def review(order: orders.Review, scene: Scene) -> judging.Reviewed:
    """Let the answer out, or send it back."""
    return scene.moves(judging.Reviewed, negative=not order.passed, passed=order.passed, note=scene.words(order.note))


@does(orders.Revisit)
def revisit(order: orders.Revisit, scene: Scene) -> judging.Revisited:
    """Set down what the citizen said."""
    return scene.moves(judging.Revisited, negative=order.word is judging.Word.UNSOLVED, word=order.word)


@does(orders.Close)
def close(order: orders.Close, scene: Scene) -> judging.Closed:
    """Close the case."""
    return scene.tells(judging.Closed, note=scene.words(order.note))


@does(orders.Evaluate)
def evaluate(order: orders.Evaluate, scene: Scene) -> judging.Evaluated:
    """Assess how the lead did, once a round: what an arbiter let fall is not given anew."""
    if order.assessment not in ASSESSMENTS:
        raise BadOrder(f"'{order.assessment}' is no assessment. Choose one of: {', '.join(ASSESSMENTS)}.")
    unit, given = scene.case.lead, scene.case.assessment
    if unit is None:
        raise BadOrder("Nobody led this case: there is nothing to assess.")
    if given and given.contested:
        raise BadOrder("A contest waits to be decided here: nothing is assessed until then.")
    if given and given.round == scene.case.rounds:
        raise BadOrder("It was assessed in this round already. An assessment can be contested, not given again.")
    return scene.tells(judging.Evaluated, unit=unit, assessment=order.assessment, note=scene.words(order.note))


@does(orders.Contest)
def contest(order: orders.Contest, scene: Scene) -> judging.Contested:
    """Contest an assessment, and nothing else."""
    assessment = scene.case.assessment
    if assessment is None or assessment.contested or assessment.fallen:
        raise BadOrder("Only an assessment that stands can be contested, and only once.")
    ground = scene.ground(order.ground, "contest")
    return scene.tells(judging.Contested, unit=assessment.unit, ground=ground, note=scene.words(order.note))


@does(orders.DecideContest)
def decide_contest(order: orders.DecideContest, scene: Scene) -> judging.ContestDecided:
    """Uphold a contest, or turn it down."""
    if not scene.case.assessment or not scene.case.assessment.contested:
        raise BadOrder("No contest is waiting for a decision here.")
    return scene.tells(judging.ContestDecided, upheld=order.upheld, note=scene.words(order.note))
