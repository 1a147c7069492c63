"""Template filters that put values into words: ages, dates, states, markup-free marks."""

from __future__ import annotations

from django.template import Library

register = Library()
