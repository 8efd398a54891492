# What else happens to an item on its way: urging, copies, recall, restoring and the like.
urge-asked-title = Please see to this soon: { $title }
urge-asked-by = Urged by
urge-asked-since = With you since
urge-asked-note = This item is waiting for you. If something stands in the way, please speak to whoever urged.
urge-recorded = { $number } was urged: { $names }.
urge-recorded-later = { $number } will be urged when the office opens, { $at }: { $names }.

button-item-urge = Urge
