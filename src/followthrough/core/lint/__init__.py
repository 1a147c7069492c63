"""The gate: rules that say what is wrong with an action item or a postmortem. A finding suggests; it changes nothing."""
