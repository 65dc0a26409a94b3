"""Gateway (数据接收网关): many devices at once; what is acknowledged is durable, what is not is repeated."""

from shuangkong.monitoring.gateway.device import Device, DeviceList, Devices
from shuangkong.monitoring.gateway.gateway import Gateway, Limits
from shuangkong.monitoring.gateway.metrics import Metrics
from shuangkong.monitoring.gateway.orders import Order, clock_order, place_order, recall_order
from shuangkong.monitoring.gateway.replaying import Replayed, replay
from shuangkong.monitoring.gateway.telling import tell

__all__ = [
    "Device",
    "DeviceList",
    "Devices",
    "Gateway",
    "Limits",
    "Metrics",
    "Order",
    "Replayed",
    "clock_order",
    "place_order",
    "recall_order",
    "replay",
    "tell",
]
