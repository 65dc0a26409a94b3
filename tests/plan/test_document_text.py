"""Plans in plain text and web pages, and everything that must be refused with one clear message."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.plan.document import PlanText, read_document
from shuangkong.plan.document.encoding import decode_text
from shuangkong.plan.document.html import html_text

PLAN = "一、主要目标\n到2025年，全市单位地区生产总值能源消耗比2020年下降15%，能源消费总量得到合理控制。\n"
TRADITIONAL = "到2025年，全市單位地區生產總值能源消耗比2020年下降15%，能源消費總量得到合理控制。\n"
JAPANESE = "第７次エネルギー基本計画について、二酸化炭素排出量を2030年度までに46％削減することを目指す。"
KOREAN = "에너지 소비량을 2025년까지 15% 감축하는 것을 목표로 한다. 산업부문 온실가스 배출을 관리한다."


def read_bytes(folder: Path, data: bytes, name: str = "plan.txt") -> PlanText:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


def problem_of(folder: Path, data: bytes, name: str = "plan.txt") -> Problem:
    with pytest.raises(ProblemsFound) as found:
        read_bytes(folder, data, name)
    (problem,) = found.value.problems
    for language in ("zh", "en"):
        assert name in problem.text(language)
    return problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("name", ["plan.txt", "plan.md", "PLAN.TXT"])
def test_text_is_returned_as_written(tmp_path: Path, encoding: str, name: str) -> None:
    data = PLAN.replace("\n", "\r\n").encode(encoding)
    read = read_bytes(tmp_path, data, name)
    assert read.text == PLAN
    assert (read.source, read.sha256) == (name, hashlib.sha256(data).hexdigest())
    assert read.format == name[-3:].lstrip(".").lower()


def test_markup_in_text_is_left_to_the_reader(tmp_path: Path) -> None:
    marked = "---\ntitle: 示例\n---\n<p>下降15%</p>\r<!-- 注 -->\n"
    assert read_bytes(tmp_path, marked.encode()).text == marked.replace("\r", "\n")


def test_traditional_characters_in_gb18030_are_chinese(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, TRADITIONAL.encode("gb18030")).text == TRADITIONAL


@given(st.text(st.characters(categories=["Lo", "Nd", "Po", "Lu"], max_codepoint=0x9FFF), min_size=1))
def test_utf8_comes_back_unchanged(text: str) -> None:
    if text.strip("\ufeff \t\r\n\v\f\u3000\xa0"):
        assert decode_text(text.encode(), "plan.txt") == text.removeprefix("\ufeff")


def test_file_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "no.txt", tmp_path):
        with pytest.raises(ProblemsFound) as found:
            read_document(path)
        assert [problem.code for problem in found.value.problems] == ["file_missing"]


@pytest.mark.parametrize("name", ["plan.txt", "plan.html", "plan.docx", "plan.pdf", "plan.doc"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"])
def test_file_empty(tmp_path: Path, name: str, data: bytes) -> None:
    assert problem_of(tmp_path, data, name).code == "file_empty"


def test_file_empty_but_for_wide_blanks(tmp_path: Path) -> None:
    assert problem_of(tmp_path, "\ufeff\u3000\u3000\n\xa0".encode()).code == "file_empty"


def test_file_binary(tmp_path: Path) -> None:
    problem = problem_of(tmp_path, "下降".encode() + b"\x00\x01\x02")
    assert (problem.code, problem.details["offset"]) == ("file_binary", 6)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", ".pdf"),
        (b"\x89PNG\r\n\x1a\n", ".png"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", ".doc"),
    ],
)
def test_file_binary_says_what_it_looks_like(tmp_path: Path, data: bytes, kind: str) -> None:
    problem = problem_of(tmp_path, data)
    assert problem.code == "file_binary"
    assert kind in problem.text("zh")


def test_word_content_under_a_text_suffix(tmp_path: Path) -> None:
    target = io.BytesIO()
    docx.Document().save(target)
    problem = problem_of(tmp_path, target.getvalue())
    assert problem.code == "file_binary"
    assert ".docx" in problem.text("en")


@pytest.mark.parametrize(
    "data",
    [
        JAPANESE.encode("cp932"),
        JAPANESE.encode("euc_jp"),
        KOREAN.encode("euc_kr"),
        TRADITIONAL.encode("cp950"),
        PLAN.encode("utf-16"),
        PLAN.encode("utf-16-le"),
        PLAN.encode("utf-16-be"),
        "Énergie à l'été".encode("latin-1"),
        (PLAN + "\ufffd" * 9).encode(),
    ],
    ids=["shift_jis", "euc_jp", "euc_kr", "big5", "utf16", "utf16le", "utf16be", "latin1", "lost"],
)
def test_file_encoding(tmp_path: Path, data: bytes) -> None:
    assert problem_of(tmp_path, data).code == "file_encoding"


def test_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read before its size was looked at"))
    with pytest.raises(ProblemsFound) as found:
        read_document(path)
    (problem,) = found.value.problems
    assert problem.code == "file_too_large"
    assert "50.0 MB" in problem.text("zh")
    assert "5 MB" in problem.text("en")


def test_file_too_large_once_it_is_text(tmp_path: Path) -> None:
    page = "<p>" + "能" * (2 * 2**20) + "</p>"
    assert problem_of(tmp_path, page.encode(), "plan.html").code == "file_too_large"


def test_file_type_unknown(tmp_path: Path) -> None:
    for name in ("plan.xlsx", "plan"):
        assert problem_of(tmp_path, PLAN.encode(), name).code == "file_type_unknown"


def test_file_suffix_wrong(tmp_path: Path) -> None:
    for name in ("plan.docx", "plan.doc"):
        problem = problem_of(tmp_path, b"%PDF-1.7", name)
        assert problem.code == "file_suffix_wrong"
        assert ".pdf" in problem.text("zh")
    assert problem_of(tmp_path, b"PK\x03\x04word/", "plan.pdf").code == "file_suffix_wrong"


def test_file_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    problem = problem_of(tmp_path, PLAN.encode())
    assert problem.code == "file_unreadable"
    assert "Permission denied" in problem.text("en")


PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>网站标题</title>
<style>p{width:61%}</style></head><body onload="var z='下降62%'"><nav>首页 下降63%</nav><!-- 下降64% -->
<script>document.write("下降65%")</script><noscript>请开启脚本66%</noscript><template>下降67%</template>
<div style="color:red; display: none">下降68%</div><p hidden>下降69%</p>
<span style="VISIBILITY:hidden">下降70%</span>
<h1>示例市<br>实施方案</h1><p>　　到2025年，能源
消耗下降<b>15</b>%&nbsp;以上，PM2.5&lt;35。</p>文字<p>后文</p>尾
<table><tr><th>县区</th><th>目标</th></tr><tr><td><p>东河县</p></td><td>14.5%<br>（力争）</td></tr></table>
<table><tr><td><p>版式</p><table><tr><td>甲</td><td></td><td>乙</td></tr></table></td></tr></table>
<pre>第一行
第二行</pre></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_yields_its_visible_words(tmp_path: Path, encoding: str) -> None:
    read = read_bytes(tmp_path, PAGE.encode(encoding), "plan.htm")
    assert read.format == "html"
    assert read.text.split("\n") == [
        "示例市",
        "实施方案",
        "到2025年，能源消耗下降15% 以上，PM2.5<35。",
        "文字",
        "后文",
        "尾",
        "县区\t目标",
        "东河县\t14.5% （力争）",
        "版式",
        "甲\t\t乙",
        "第一行",
        "第二行",
    ]


def test_marks_of_a_word_processor_break_no_line() -> None:
    assert html_text("<p>下降<o:p>15</o:p>%<font color='red'>以上</font></p>", "plan.html") == "下降15%以上"


def test_html_without_text(tmp_path: Path) -> None:
    for page in ("<script>var goal = '下降15%'</script>", "<!-- 注 -->", "<p>&nbsp;</p>", "<html></html>"):
        assert problem_of(tmp_path, page.encode(), "plan.html").code == "html_without_text"


def test_html_damaged(tmp_path: Path) -> None:
    page = "<div>" * 3000 + "下降15%" + "</div>" * 3000 + "<p>下降16%</p>"
    assert problem_of(tmp_path, page.encode(), "plan.html").code == "html_damaged"


def test_a_deep_page_is_read_to_its_end() -> None:
    assert html_text("<div>" * 1500 + "深处" + "</div>" * 1500 + "<p>末尾</p>", "plan.html") == "深处\n末尾"


def test_a_page_reads_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    page = f'{entity}<p>甲&x;</p><iframe src="{secret}">乙</iframe>'
    text = html_text(page, "plan.html")
    assert "甲" in text
    assert "机密" not in text
    assert "乙" not in text
