"""How people call what they may do beside deciding, for the refusal where a regime has it switched off."""

from rules.model import Refusal, Text
from rules.regime import Regime

NAMES = {
    "hand_on": Text("转交", "handing on"),
    "deputise": Text("代理", "deputies"),
    "name_deputy": Text("指定代办人", "naming somebody for an empty seat"),
    "add_signers": Text("加签", "adding signers"),
    "delegate": Text("委派", "asking for an opinion"),
    "withhold": Text("不予公开", "withholding"),
    "restore": Text("恢复", "restoring"),
    "recall": Text("通过后撤回", "withdrawing after approval"),
    "reclaim": Text("拿回", "taking a decision back late"),
    "batch": Text("批量同意", "approving together"),
    "remark": Text("意见", "opinions"),
    "paper": Text("纸质签批", "decisions on paper"),
    "urge": Text("催办", "urging"),
    "set_back": Text("退回至前一环节", "returning to an earlier step"),
    "inform": Text("抄送", "telling others"),
}


def refused(regime: Regime, verb: str) -> Refusal | None:
    """Return why a verb is not to be had here, None where it is."""
    return None if regime.allows(verb) else Refusal("verb.off", {"verb": NAMES[verb].data()})
