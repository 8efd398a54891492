# Work groups on the mobile page: enter a robot, try it, use it, take it away; a new group on request.
group-robot-test = Duwang test message: this group's robot works. There is nothing to do.
