"""What can be made to go wrong: the fault language, what each fault does on the wire, and the layer that lets it happen."""

from intacct_desktop.sandbox.faults.language import FaultSyntaxError, Rule, parse_faults
from intacct_desktop.sandbox.faults.layer import Fault, Faults

__all__ = ["Fault", "FaultSyntaxError", "Faults", "Rule", "parse_faults"]
