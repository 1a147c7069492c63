"""GET /metrics: the numbers for Prometheus. Asks for a token with the scope "metrics", as the whole portfolio shines through them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector, CollectorRegistry

from followthrough.errors import NotFound, NotPermitted
from followthrough.web.insights.metrics import Gauge, gauges
from followthrough.web.models.token import Scope
from followthrough.web.operations.tokens import open_token

PREFIX = "followthrough_"


class _Counted(Collector):
    def __init__(self, counted: Iterable[Gauge]) -> None:
        self.counted = counted

    def collect(self) -> Iterable[Metric]:
        for gauge in self.counted:
            family = GaugeMetricFamily(PREFIX + gauge.name, gauge.help, labels=gauge.labels)
            for labels, value in sorted(gauge.values.items()):
                family.add_metric(labels, value)
            yield family


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """In the format that is asked for: Prometheus' own text, or OpenMetrics."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    try:
        user = open_token(text.strip() if scheme.lower() == "bearer" else "", scope=Scope.METRICS, at=timezone.now())
    except NotFound as error:
        answer = _words(401, str(error))
        answer.headers["WWW-Authenticate"] = 'Bearer realm="followthrough"'
        return answer
    except NotPermitted as error:
        return _words(403, str(error))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Counted(gauges(user=user, on=timezone.localdate())))
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encode(registry), content_type=content_type)


def _words(status: int, text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
