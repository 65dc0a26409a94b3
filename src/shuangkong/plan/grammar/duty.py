"""Duties (职责分工): who leads 牵头, who acts by mandate 按职责分工负责, who answers alone 负责."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shuangkong.plan.draft import Responsibility
from shuangkong.plan.target import Duties

__all__ = ["DutyBlock", "duty_blocks", "read_duties"]

_BLOCK = re.compile(
    r"[（(](?P<inner>(?:[^（）()\n]|[（(][^（）()\n]{0,40}[）)])*?(?:负责|牵头|配合|责任单位|参与|落实)"
    r"(?:[^（）()\n]|[（(][^（）()\n]{0,40}[）)])*)[）)]"
)
_LINE = re.compile(r"(?m)^[ \t\u3000]*(?P<inner>(?:牵头|责任|主责|负责|配合)(?:单位|部门)[:：][^\n]+)$")
_ADMINISTRATION = re.compile(
    r"^(?:自治区|省级?|市级?|州|盟|县级?|区级?|旗|国家|本级)(?=[\u4e00-\u9fff]{2,})(?!场|属)"
)
_LOCAL = re.compile(
    r"^(?:各|所有)?\S*(?:人民政府|行政公署|管委会|地区|盟市|市县)$|^各(?!有关|相关|部门|成员)"
)
_ROLE = re.compile(
    r"(?P<other>牵头单位|主责单位|责任单位|负责单位|牵头部门|责任部门|配合单位|配合部门)[:：]|"
    r"(?:(?P<open>等)(?:有关|相关)?(?:部门|单位)?)?(?P<role>共同牵头|牵头负责|牵头|按(?:照)?(?:各自)?职责(?:分工)?(?:负责|落实|分别负责)|分工负责|配合|参与|负责落实|负责)"
)


@dataclass(frozen=True)
class DutyBlock:
    """A bracket of duties (职责括注): where it stands, what it says, and whether it binds all that follow."""

    span: tuple[int, int]
    duties: Duties
    is_standing: bool


def duty_blocks(text: str) -> list[DutyBlock]:
    """Return the duties a text states, in order (职责括注).

    A block that says 以下均需… lays the local duty on every later block as well.
    """
    blocks = []
    standing = False
    for match in sorted((*_BLOCK.finditer(text), *_LINE.finditer(text)), key=lambda m: m.start()):
        duties = read_duties(match["inner"])
        if duties is None:
            continue
        standing = standing or bool(re.search("以下(?:均|都|各项|同)", match["inner"]))
        if standing and not duties.has_local_duty:
            duties = Duties(**{**vars(duties), "has_local_duty": True})
        blocks.append(DutyBlock(match.span(), duties, standing))
    return blocks


def read_duties(text: str) -> Duties | None:
    """Read one bracket of duties (职责识别), or None if it names nobody.

    Examples
    --------
    >>> d = read_duties("省能源局牵头，省统计局、生态环境厅等按职责分工负责")
    >>> d.lead, d.participating, d.responsibility, d.is_open_list
    (('能源局',), ('统计局', '生态环境厅'), 'lead', True)
    >>> read_duties("市生态环境局负责").sole
    ('生态环境局',)
    """
    lead: list[str] = []
    participating: list[str] = []
    sole: list[str] = []
    waiting: list[str] = []
    is_open = has_local = False
    for segment in re.split(r"[，；。;,]", text):
        match = _ROLE.search(segment)
        before = segment if match is None else segment[: match.start()]
        if match and match["other"]:
            before = segment[match.end() :]
        is_open = is_open or bool(match and match["open"]) or before.rstrip().endswith("等")
        names = _names(before)
        local = [name for name in names if _LOCAL.search(name)]
        has_local = has_local or bool(local)
        waiting += [name for name in names if name not in local]
        if match is None:
            continue
        word = match["other"] or match["role"]
        into = lead if "牵头" in word or "主责" in word else participating
        if word in ("负责", "责任单位", "责任部门", "负责单位") and not lead:
            into = sole
        into += waiting
        waiting = []
    if not (lead or participating or sole or has_local):
        return None
    if len(sole) > 1:  # several departments in 负责 share it
        participating, sole = participating + sole, []
    responsibility: Responsibility | None = (
        "lead" if lead else "sole" if sole else "by_mandate" if participating else None
    )
    return Duties(
        tuple(lead),
        tuple(participating),
        tuple(sole),
        responsibility,
        is_open,
        has_local,
    )


def _names(text: str) -> list[str]:
    names = []
    for part in re.split(r"、|以及|(?<=[厅局委办行会部])[和及与]", text.strip()):
        name = re.sub(r"(?:等|会同|由|分别)$|^(?:由|以下均需|其中)", "", part.strip())
        name = _ADMINISTRATION.sub("", name)
        if len(name) > 1 and not re.search("不再列出|以下均需$", name):
            names.append(name)
    return names
