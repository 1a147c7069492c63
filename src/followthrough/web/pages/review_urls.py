"""Which address opens which page of the reviews."""

from __future__ import annotations

from django.urls import URLPattern, path

from followthrough.web.pages import minutes_sending, review, review_walk, reviews

urlpatterns: list[URLPattern] = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/open/", reviews.open_one, name="review-open"),
    path("reviews/rhythm/", reviews.set_one, name="review-rhythm"),
    path("reviews/<int:review_id>/", review.review, name="review"),
    path("reviews/<int:review_id>/minutes.md", review.as_markdown, name="review-markdown"),
    path("reviews/<int:review_id>/send/", minutes_sending.send, name="review-send"),
    path("reviews/<int:review_id>/walk/", review_walk.walk, name="review-walk"),
    path("reviews/<int:review_id>/here/", review_walk.here, name="review-here"),
    path("reviews/<int:review_id>/entries/<int:entry_id>/take-back/", review_walk.take_back, name="review-take-back"),
    path("reviews/<int:review_id>/entries/<int:entry_id>/<slug:outcome>/", review_walk.decide, name="review-decide"),
    path("reviews/<int:review_id>/<slug:name>/", review.act, name="review-act"),
]
