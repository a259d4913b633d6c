"""The names of Linjiang. All of them are invented; a likeness to anything that is there is chance."""

DISTRICTS = ("望潮区", "澄湖区", "青岚区")
STREETS = (
    *("潮音街道", "渡口街道", "石桥街道", "柳荫街道"),
    *("湖滨街道", "荷塘街道", "书院街道", "钟楼街道"),
    *("岚山街道", "竹溪街道", "梅岭街道", "新港街道"),
)
FIRST = "听观望揽问沐倚枕临拾踏寻"
"""First characters of communities: twelve, one for each street."""
SECOND = "涛月霞云泉星枫鹭桂荻"
"""Second characters of communities: ten, one for each grid of a street."""
ESTATES = ("花园", "雅苑", "新村", "名邸", "公寓", "小区")
SHARED_ESTATES = ("和平小区", "幸福家园", "阳光花园")
"""Names that several estates have: an ambiguous place is asked back."""
GATES = ("东门", "南门", "西门", "北门")
AVENUES = ("临江大道", "人民大道", "解放路", "滨湖路", "青年大道", "东风路")
"""Roads that run through many streets of the city, one part in each."""
LANES = (
    "桥南路",
    "学府路",
    "银杏路",
    "槐花巷",
    "渔市街",
    "磨坊巷",
    "丁香路",
    "茶亭街",
    "码头路",
    "绣坊巷",
    "石榴路",
    "豆市街",
)
"""Roads within one street, told apart by its name."""
SIGHTS = ("中心小学", "社区卫生服务站", "菜市场", "口袋公园", "党群服务中心")
ENGLISH = {
    "花园": "Garden",
    "雅苑": "Court",
    "新村": "New Village",
    "名邸": "Residence",
    "公寓": "Apartments",
    "小区": "Estate",
    "和平小区": "Peace Estate",
    "幸福家园": "Happiness Homes",
    "阳光花园": "Sunshine Garden",
    "东门": "East Gate",
    "南门": "South Gate",
    "西门": "West Gate",
    "北门": "North Gate",
    "中心小学": "Primary School",
    "社区卫生服务站": "Health Station",
    "菜市场": "Market",
    "口袋公园": "Pocket Park",
    "党群服务中心": "Community Centre",
    "大道": "Avenue",
    "路": "Road",
    "街": "Street",
    "巷": "Lane",
}
SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹金魏陶姜戚谢邹章苏潘葛范彭鲁"
    "韦马方俞任袁柳唐薛雷贺倪汤罗郝安常于傅齐康伍余顾孟黄穆萧尹"
)
GIVEN_FIRST = "明思若景文子雨晓嘉书云清俊志海立永春秋安宁远承知行令语"
GIVEN_SECOND = "轩涵妍宇彤然航悦哲琪瑶峰霖岚舟帆楠婷杰敏娜超静磊颖昊"
