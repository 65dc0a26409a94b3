"""Deviations from HJ 212 (偏差): what a frame does otherwise than the standard, and is taken all the same."""

from __future__ import annotations

from collections.abc import Mapping

from shuangkong.trace import Label

__all__ = ["DEVIATIONS"]

DEVIATIONS: Mapping[str, Label] = {
    "length_differs": Label("长度字段与实际不符", "the length told is not the length sent"),
    "line_end_missing": Label("缺少回车换行", "no CR LF behind the frame"),
    "segment_long": Label("数据段超过 1024 字节", "a data segment of more than 1024 bytes"),
    "crc_modbus": Label("校验码按 Modbus 计算", "the checksum is CRC-16/Modbus"),
    "crc_modbus_swapped": Label(
        "校验码按 Modbus 计算且高低字节颠倒", "the checksum is CRC-16/Modbus, bytes swapped"
    ),
    "crc_lower_case": Label("校验码为小写", "the checksum is in lower case"),
    "qn_missing": Label("缺少请求编码 QN", "no QN"),
    "qn_form": Label("请求编码不是 17 位数字", "a QN that is not of 17 digits"),
    "st_form": Label("系统编码不是两位", "an ST that is not of two characters"),
    "pw_form": Label("密码长度不符", "a PW of another length"),
    "mn_form": Label("设备标识格式不符", "an MN of another form"),
    "flag_missing": Label("缺少标志位 Flag", "no Flag"),
    "flag_form": Label("标志位不是 0—255 的整数", "a Flag that is no number from 0 to 255"),
    "version_unknown": Label("标志位中的版本号未定义", "the Flag tells a version that is not defined"),
    "split_flag": Label("分包标志与包号不一致", "the split bit and the packet numbers do not agree"),
    "split_number": Label("包号不在 1 与总包数之间", "a packet number outside 1 … PNUM"),
    "command_unknown": Label("该版标准没有此命令编码", "a CN this edition does not have"),
    "field_order": Label("字段顺序不符", "fields in another order"),
    "field_unknown": Label("有标准以外的字段", "a field the standard does not know"),
    "cp_form": Label("指令参数 CP 的格式不符", "a CP of another form"),
    "item_repeated": Label("同一因子的同一字段重复", "one field of one factor stands twice"),
    "value_unparsable": Label("数值不是十进制数", "a value that is no decimal number"),
    "factor_old": Label("使用 2005 年版三位因子代码", "three-digit factor codes of 2005"),
    "data_time_form": Label("数据时间不是 14 位数字", "a DataTime that is not of 14 digits"),
    "text_gb18030": Label("文字按 GB18030 编码", "text in GB18030"),
    "text_undecodable": Label("文字无法解码，按十六进制保留", "text in no known encoding, kept as hex"),
    "answer_answered": Label("应答帧要求再次应答", "an answer that asks for an answer"),
    "cipher_written_out": Label("密文以花括号文本书写", "ciphertext written out in braces"),
}
"""Code → what it means. Each is noted on the frame; none alone refuses it."""
