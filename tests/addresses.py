"""Every form an address is known to come in, and whether it is talked to: as (form, typed by a user, set by an administrator).

Holds no test.
"""

from __future__ import annotations

NEVER, PRIVATE, ANY = (False, False), (False, True), (True, True)

_BY_VERDICT: dict[tuple[bool, bool], str] = {
    ANY: """
        93.184.216.34 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 172.15.255.255
        172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 169.253.255.255 169.255.0.0
        2606:4700::1111 2a00:1450:4001::200e 2001:4860:4860::8888
        ::ffff:93.184.216.34 64:ff9b::93.184.216.34 64:ff9b::5db8:d822
    """,
    PRIVATE: """
        10.0.0.0 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.0.0.2 127.255.255.254 172.16.0.1 172.31.255.255
        192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9
        ::1 0:0:0:0:0:0:0:1 fc00::1 fd12:3456:789a::1 fdff:ffff::1 100::1 2001:db8::1 3fff::1 5f00::1
        ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:192.168.1.1 ::ffff:100.64.0.1 ::ffff:172.16.5.5
        ::127.0.0.1 ::10.0.0.1 ::c0a8:101
        64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b::192.168.0.1 64:ff9b:1::10.0.0.1 64:ff9b:1::5db8:d822
        2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::1 2002:ac10:1::
        2001:0:5db8:d822:0:ffff:80ff:fffe 2001:0:5db8:d822:0:ffff:f5ff:fffe 2001:0:5db8:d822:0:ffff:3f57:fefe
    """,
    NEVER: """
        0.0.0.0 0.1.2.3 169.254.0.1 169.254.169.254 169.254.170.2 169.254.255.255 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
        100.100.100.200 168.63.129.16 192.0.0.192
        :: fe80::1 fe80::1%eth0 fe80::a9fe:a9fe%25eth0 febf::1 fec0::1 ff02::1 ff05::2 fd00:ec2::254 fd20:ce::254
        ::ffff:169.254.169.254 ::ffff:a9fe:a9fe ::ffff:0.0.0.0 ::ffff:224.0.0.1 ::ffff:168.63.129.16
        ::ffff:0:169.254.169.254 ::ffff:0:127.0.0.1 ::ffff:0:93.184.216.34
        ::169.254.169.254 ::a9fe:a9fe 64:ff9b::169.254.169.254 64:ff9b::a9fe:a9fe 64:ff9b:1::169.254.169.254 64:ff9b:1::a9fe:a9fe
        2002:a9fe:a9fe:: 2002:a9fe:a9fe::1 2002:0:1:: 2001:0:5db8:d822:0:ffff:5601:5601
        4000::1 8000::1 e000::1 1::1 200::1
    """,
}
ADDRESSES = [(address, *verdict) for verdict, text in _BY_VERDICT.items() for address in text.split()]

# A name such as `any.at.10-0-0-1.test` stands for the addresses in it; `_` is a colon.
_URLS: dict[tuple[bool, bool], str] = {
    ANY: """
        http://93.184.216.34 https://93.184.216.34:8443/path http://1572395042 http://0x5db8d822 http://0x5d.0xb8.0xd8.0x22
        http://93.12113954 http://[2606:4700::1111] http://[::ffff:5db8:d822]:8080 http://name.at.93-184-216-34.test
        http://name.at.93-184-216-34.test. http://bücher.at.93-184-216-34.test http://NAME.AT.93-184-216-34.TEST
        http://both.at.10-0-0-1.at.93-184-216-34.test
    """,
    PRIVATE: """
        http://127.0.0.1 http://127.0.0.1. http://127.0.0.1:6379/ http://127.1 http://127.0.1 http://2130706433 http://0x7f000001
        http://0x7f.1 http://0x7f.0.0.1 http://0x7F.0x0.0x0.0x1 http://017700000001 http://0177.1 http://127.0x1 http://0x7f.0.1
        http://127。0。0。1 http://127．0．0．1 http://127｡0｡0｡1 http://10.0.0.1 http://167772161 http://0xa000001 http://012.1
        http://192.168.0.1 http://3232235521 http://0xc0a80001 http://0xc0.0xa8.1 http://192.168.1 http://[::1] http://[0::0:1]:22/
        http://[::ffff:127.0.0.1] http://[::ffff:7f00:1] http://[::ffff:0a00:0001] http://[::127.0.0.1] http://[64:ff9b::7f00:1]
        http://[2002:7f00:1::] http://[fd00::1] http://name.at.127-0-0-1.test http://name.at.10-0-0-1.test http://name.at.__1.test
        http://name.at.fd00__1.test http://bücher.at.192-168-0-1.test http://name.at.172-16-0-1.test. https://name.at.10-0-0-1.at.__1.test
    """,
    NEVER: """
        http://0 http://0.0.0.0 http://0x0 http://00000 http://169.254.169.254 http://169.254.169.254. http://2852039166 http://0xa9fea9fe
        http://0xa9.0xfe.0xa9.0xfe http://0251.0376.43518 http://169.254.43518 http://169.16689662 http://025177524776
        http://169。254。169。254 http://[fe80::1] http://[fe80::1%25eth0] http://[fe80::1%eth0] http://[::ffff:a9fe:a9fe]
        http://[::ffff:169.254.169.254] http://[64:ff9b::a9fe:a9fe] http://[64:ff9b:1::a9fe:a9fe] http://[2002:a9fe:a9fe::]
        http://[fd00:ec2::254] http://[ff02::1] http://[::] http://255.255.255.255 http://4294967295 http://168.63.129.16
        http://100.100.100.200 http://name.at.169-254-169-254.test http://name.at.0-0-0-0.test http://name.at.fe80__1.test
        http://name.at.__ffff_a9fe_a9fe.test http://bücher.at.169-254-169-254.test
    """,
}
URLS = [(url, *verdict) for verdict, text in _URLS.items() for url in text.split()]

NO_ADDRESSES = [
    "",
    "   ",
    "tracker.test",
    "//tracker.test",
    "/path",
    "http://",
    "http:///path",
    "https:tracker.test",
    "file:///etc/passwd",
    "ftp://tracker.test",
    "gopher://127.0.0.1:6379/_x",
    "javascript:alert(1)",
    "data:text/plain,x",
    "unix:///run/x.sock",
    "ws://tracker.test",
    "http://user@93.184.216.34",
    "http://user:password@93.184.216.34",
    "http://93.184.216.34@127.0.0.1",
    "http://93.184.216.34%2f@127.0.0.1",
    "http://x\\@127.0.0.1",
    "http://93.184.216.34?x",
    "http://93.184.216.34/?x=1",
    "http://93.184.216.34/#x",
    "http://93.184.216.34:notaport",
    "http://93.184.216.34:99999",
    "http://93.184.216.34:0",
    "http://93.184.216.34:-1",
    "http://[::1",
    "http://[::g]",
    "http://①②⑦.0.0.1",
    "http://ⓛocalhost",
    "http://0177.0.0.1",
    "http://0300.0250.0.1",
    "http://0251.0376.0251.0376",
    "http://256.256.256.256",
    "http://exa mple.test",
    "http://exam\nple.test",
    "http://127.0.0.1%00.example.test",
    "http://127.0.0.1%2eexample.test",
    "http://a..b",
    "http://" + "a" * 70 + ".test",
    "http://\x00",
    "http://93.184.216.34/" + "a" * 300,
]
