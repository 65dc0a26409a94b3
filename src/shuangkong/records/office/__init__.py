"""The office (办文): who files what when, who reviews and signs, what is confirmed, closed and issued.

Pure functions decide over rows; `Office` joins them to the records.
"""

from shuangkong.records.office.adoption import ADOPTED_AS, AdoptedValue, Adoption, standing_adoptions
from shuangkong.records.office.attendance import PRESENCES, Attendance, AttendanceLine, Presence
from shuangkong.records.office.closing import ALL_TYPES, Closing
from shuangkong.records.office.desk import Signature
from shuangkong.records.office.filing import STEPS, Filing, FilingStep, StepName
from shuangkong.records.office.filings import Standing, Submission
from shuangkong.records.office.office import Office
from shuangkong.records.office.person import ROLES, Directory, Person, Role
from shuangkong.records.office.printed import Print, Scan, is_confirmed, keep_evidence, print_of
from shuangkong.records.office.reminder import Reminder
from shuangkong.records.office.round import Round, RoundState
from shuangkong.records.office.state import STATES, FilingState, State, Waiting, state_of
from shuangkong.records.office.verdict import IssuedVerdict, standing_verdicts
from shuangkong.records.office.versions import standing_versions

__all__ = [
    "ADOPTED_AS",
    "ALL_TYPES",
    "PRESENCES",
    "ROLES",
    "STATES",
    "STEPS",
    "AdoptedValue",
    "Adoption",
    "Attendance",
    "AttendanceLine",
    "Closing",
    "Directory",
    "Filing",
    "FilingState",
    "FilingStep",
    "IssuedVerdict",
    "Office",
    "Person",
    "Presence",
    "Print",
    "Reminder",
    "Role",
    "Round",
    "RoundState",
    "Scan",
    "Signature",
    "Standing",
    "State",
    "StepName",
    "Submission",
    "Waiting",
    "is_confirmed",
    "keep_evidence",
    "print_of",
    "standing_adoptions",
    "standing_verdicts",
    "standing_versions",
    "state_of",
]
