"""Simulator (设备模拟器): devices that speak HJ 212 as in the field, faults included; all of it synthetic."""

from shuangkong.monitoring.simulator.device import FAULTS, Fault, Sending, SimulatedDevice, simulated
from shuangkong.monitoring.simulator.running import Summary, run_devices

__all__ = ["FAULTS", "Fault", "Sending", "SimulatedDevice", "Summary", "run_devices", "simulated"]
