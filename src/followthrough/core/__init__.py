"""Values and decisions. Nothing in here knows Django, the network, the clock or where files live."""
