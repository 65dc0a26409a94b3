"""Reminders (提醒函): a short neutral letter to each filer that still has to file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuangkong.errors import Language
from shuangkong.quantity import Period
from shuangkong.records.office.attendance import Attendance, AttendanceLine
from shuangkong.trace import Label

__all__ = ["Reminder", "remind"]

_LANGUAGES: tuple[Language, Language] = ("zh", "en")

_LETTER = Label(
    "关于报送《{title}》的提醒函\n\n{filer}：\n　　按照调度安排，{period}《{title}》应于{due}前报送。{state}"
    "请{ask}；确有特殊情况的，请书面说明理由。\n\n{sender}\n{on}\n",
    "Reminder: {title}\n\nTo {filer}:\n\n{title} for {period} is due by {due}. {state} "
    "Please {ask}; where special circumstances prevent it, please state them in writing.\n\n{sender}\n{on}\n",
)
_STATES = {
    "awaited": Label("截至{on}，尚未收到你单位报表。", "By {on} no filing has been received."),
    "missing": Label(
        "截至{on}，尚未收到你单位报表，已逾期{days}天。",
        "By {on} no filing has been received; it is {days} day(s) overdue.",
    ),
    "returned": Label(
        "你单位报送的报表（编号{filing}）已退回，尚未重新报送。退回意见：{reason}。",
        "The filing {filing} was returned and has not been filed again. Opinion: {reason}.",
    ),
}
_ASKS = {
    "awaited": Label("按时报送", "file in time"),
    "missing": Label("尽快报送", "file as soon as possible"),
    "returned": Label("修改后尽快重新报送", "correct it and file it again as soon as possible"),
}


@dataclass(frozen=True)
class Reminder:
    """A reminder to one filer (提醒函)."""

    filer_code: str
    presence: str
    letter: Label

    def as_json(self) -> dict[str, object]:
        """Return the reminder as plain data."""
        return {
            "filer_code": self.filer_code,
            "presence": self.presence,
            "zh": self.letter.zh,
            "en": self.letter.en,
        }


def remind(
    line: AttendanceLine, attendance: Attendance, *, title: Label, filer: str, sender: str
) -> Reminder:
    """Return the reminder to a filer that still has to file (拟提醒函).

    Parameters
    ----------
    title
        Title of the type that is filed.
    filer, sender
        Names of whom it goes to and who sends it.

    Raises
    ------
    ValueError
        If the filer has nothing to file: it filed or is exempt.
    """
    if line not in attendance.to_remind:
        raise ValueError(f"{line.filer_code} has nothing to file: {line.presence}")
    zh, en = (_text(line, attendance, language, (title, filer, sender)) for language in _LANGUAGES)
    return Reminder(line.filer_code, line.presence, Label(zh, en))


def _text(
    line: AttendanceLine, attendance: Attendance, language: Language, names: tuple[Label, str, str]
) -> str:
    title, filer, sender = names
    on = _day(attendance.on, language)
    state = (
        _STATES[line.presence]
        .text(language)
        .format(on=on, days=line.days_late, filing=line.filing_id, reason=line.reason.rstrip("。."))
    )
    # Imported here: the accounts bring their engine along, which no other act of the office needs.
    from shuangkong.accounts.wording import period_label

    return _LETTER.text(language).format(
        title=title.text(language),
        filer=filer,
        period=period_label(Period.parse(attendance.round.period)).text(language),
        due=_day(attendance.state.due_on, language),
        state=state,
        ask=_ASKS[line.presence].text(language),
        sender=sender,
        on=on,
    )


def _day(on: date, language: Language) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else on.isoformat()
