"""The addresses of the capture screen."""

from __future__ import annotations

from django.urls import path

from followthrough.web.pages import capture, capture_actions, capture_document, capture_panels

urlpatterns = [
    path("capture/", capture.bring, name="capture"),
    path("capture/read/", capture.read_facts, name="capture-read"),
    path("capture/<int:document_id>/", capture_document.capture, name="capture"),
    path("capture/<int:document_id>/accept-ready/", capture_actions.accept_ready, name="capture-accept-ready"),
    path("capture/candidate/<int:candidate_id>/accept/", capture_actions.accept, name="capture-accept"),
    path("capture/candidate/<int:candidate_id>/edit/", capture_actions.edit, name="capture-edit"),
    path("capture/candidate/<int:candidate_id>/check/", capture_actions.check, name="capture-check"),
    path("capture/candidate/<int:candidate_id>/dismiss/", capture_actions.dismiss, name="capture-dismiss"),
    path("capture/candidate/<int:candidate_id>/restore/", capture_actions.restore, name="capture-restore"),
    path("capture/candidate/<int:candidate_id>/split/", capture_panels.split_panel, name="capture-split-panel"),
    path("capture/candidate/<int:candidate_id>/split/save/", capture_actions.split, name="capture-split"),
    path("capture/candidate/<int:candidate_id>/merge/", capture_panels.merge_panel, name="capture-merge-panel"),
    path("capture/candidate/<int:candidate_id>/merge/save/", capture_actions.merge, name="capture-merge"),
]
