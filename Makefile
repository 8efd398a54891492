# Forwards to dev.py, which needs nothing but Python 3.11 or newer. ARGS="--port 8800" goes to the command.
PYTHON ?= python3
VERBS := setup demo test check lock bench soak clean

.PHONY: $(VERBS)
$(VERBS):
	@$(PYTHON) dev.py $@ $(ARGS)
