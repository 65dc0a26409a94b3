"""双控: a region's energy-conservation and emission-reduction programme, from plan to verdict."""

__version__ = "0.1.0"
