"""Own certificates: a name-constrained authority that phones trust once, and a leaf renewed by itself.

A phone stores nothing for offline work when it merely clicked through a certificate warning, so there is no
"self-signed for now": either the authority is trusted or the connection is loopback.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import plistlib
import socket
import ssl
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from scanapp.errors import ScanappError

AUTHORITY_DAYS = 5 * 365
LEAF_DAYS = 396  # browsers refuse more than 398
RENEW_DAYS = 30
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class HostInvalid(ScanappError):
    code = "TLS_HOST_INVALID"
    sentence = "“{host}” cannot be a host name or address of this server. Give names such as scan.local and addresses such as 192.168.1.20."


class OutsideAuthority(ScanappError):
    code = "TLS_OUTSIDE_AUTHORITY"
    sentence = (
        "The present certificate authority may not vouch for {host}. "
        "Run scanapp tls init again with --new-authority; every phone must then install the new certificate."
    )


class AuthorityMissing(ScanappError):
    code = "TLS_MISSING"
    sentence = "There is no certificate yet. Run: scanapp tls init --host NAME --ip ADDRESS"


class AuthorityExpired(ScanappError):
    code = "TLS_EXPIRED"
    sentence = (
        "The certificate authority ended on {day}. "
        "Run: scanapp tls init --new-authority; every phone must install the new certificate."
    )


@dataclass(frozen=True)
class Certificates:
    """The files of one installation, in the folder `tls` of its data."""

    folder: Path

    @property
    def authority(self) -> Path:
        """Key and certificate of the authority, in one file so that they always fit."""
        return self.folder / "authority.pem"

    @property
    def leaf(self) -> Path:
        """Key and certificate of the server."""
        return self.folder / "server.pem"

    @property
    def exist(self) -> bool:
        """Whether `init` has been run."""
        return self.authority.exists() and self.leaf.exists()

    def certificate(self) -> x509.Certificate:
        """The authority's certificate; refuses TLS_MISSING."""
        if not self.exist:
            raise AuthorityMissing()
        return x509.load_pem_x509_certificate(self.authority.read_bytes())

    def der(self) -> bytes:
        """What a phone installs."""
        return self.certificate().public_bytes(serialization.Encoding.DER)

    def fingerprint(self) -> str:
        """SHA-256 of it, as phones show it: pairs of hex digits with colons."""
        return hashlib.sha256(self.der()).digest().hex(":").upper()

    def hosts(self) -> tuple[list[str], list[str]]:
        """Names and addresses that the server's certificate is for."""
        names = _alternatives(x509.load_pem_x509_certificate(self.leaf.read_bytes()))
        return names.get_values_for_type(x509.DNSName), [
            str(ip) for ip in names.get_values_for_type(x509.IPAddress)
        ]

    def profile(self, site: str) -> bytes:
        """The configuration profile that installs the authority on an iPhone or iPad."""
        seed = uuid.uuid5(uuid.NAMESPACE_OID, self.fingerprint())
        payload = {
            "PayloadType": "com.apple.security.root",
            "PayloadIdentifier": f"scanapp.{seed}.authority",
            "PayloadUUID": str(uuid.uuid5(seed, "authority")).upper(),
            "PayloadVersion": 1,
            "PayloadDisplayName": f"scanapp {site}",
            "PayloadContent": self.der(),
        }
        return plistlib.dumps(
            {
                "PayloadType": "Configuration",
                "PayloadIdentifier": f"scanapp.{seed}",
                "PayloadUUID": str(seed).upper(),
                "PayloadVersion": 1,
                "PayloadDisplayName": f"scanapp {site}",
                "PayloadContent": [payload],
            }
        )


def init(
    certificates: Certificates,
    hosts: Iterable[str],
    ips: Iterable[str],
    *,
    now: datetime,
    new_authority: bool = False,
) -> None:
    """Makes the authority when there is none (or a new one is asked for), and a server certificate for these hosts.

    Refuses TLS_HOST_INVALID, and TLS_OUTSIDE_AUTHORITY where the present authority is constrained to others.
    """
    names = sorted({_name(host) for host in hosts} | {"localhost"})
    addresses = sorted({_address(ip) for ip in ips} | {ipaddress.ip_address("127.0.0.1")}, key=str)
    certificates.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if new_authority or not certificates.authority.exists():
        _make_authority(certificates, names, addresses, now)
    _make_leaf(certificates, names, addresses, now)


def renew(certificates: Certificates, *, now: datetime) -> bool:
    """Makes a new server certificate when fewer than 30 days are left; phones notice nothing. True when it did."""
    leaf = x509.load_pem_x509_certificate(certificates.leaf.read_bytes())
    if leaf.not_valid_after_utc - now > timedelta(days=RENEW_DAYS):
        return False
    names, ips = certificates.hosts()
    _make_leaf(certificates, names, [ipaddress.ip_address(ip) for ip in ips], now)
    return True


def context(certificates: Certificates) -> ssl.SSLContext:
    """What the server speaks: TLS 1.2 or newer with the server certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(certificates.leaf)
    return made


def own_addresses() -> tuple[list[str], list[str]]:
    """Best guess of this machine's name and address in the local network; sends nothing."""
    name = socket.gethostname().split(".")[0].lower()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # chooses the outgoing interface; UDP connects without a packet
            found = [probe.getsockname()[0]]
        except OSError:
            found = []
    return ([f"{name}.local"] if name and name != "localhost" else []), found


def _name(host: str) -> str:
    label = host.strip().rstrip(".").lower()
    try:
        ascii_name = label.encode("idna").decode()
    except UnicodeError:
        ascii_name = ""
    if not ascii_name or len(ascii_name) > 253 or not all(_is_label(part) for part in ascii_name.split(".")):
        raise HostInvalid(host=host[:80])
    return ascii_name


def _is_label(part: str) -> bool:
    return (
        0 < len(part) <= 63
        and part.replace("-", "").isalnum()
        and not part.startswith("-")
        and not part.endswith("-")
    )


def _address(text: str) -> Address:
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        raise HostInvalid(host=text[:80]) from None


def _make_authority(
    certificates: Certificates, names: list[str], addresses: list[Address], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(
                NameOID.COMMON_NAME, f"scanapp {next((n for n in names if n != 'localhost'), 'local')}"[:64]
            )
        ]
    )
    networks = [ipaddress.ip_network(net) for net in PRIVATE]
    networks += [ipaddress.ip_network(ip) for ip in addresses if not any(ip in net for net in networks)]
    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    permitted += [x509.IPAddress(net) for net in networks]
    certificate = (
        _builder(subject, subject, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _store(certificates.authority, key, certificate)


def _make_leaf(certificates: Certificates, names: list[str], addresses: list[Address], now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(certificates.authority.read_bytes())
    _ensure_permitted(authority, names, addresses, now)
    signer = serialization.load_pem_private_key(certificates.authority.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    san: list[x509.GeneralName] = [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(ip) for ip in addresses),
    ]
    days = min(LEAF_DAYS, (authority.not_valid_after_utc - now).days)
    certificate = (
        _builder(subject, authority.subject, key, now, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(san), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    _store(certificates.leaf, key, certificate)


def _ensure_permitted(
    authority: x509.Certificate, names: list[str], addresses: list[Address], now: datetime
) -> None:
    if authority.not_valid_after_utc - now < timedelta(days=1):
        raise AuthorityExpired(day=f"{authority.not_valid_after_utc:%Y-%m-%d}")
    permitted = (
        authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    allowed = [general.value for general in permitted if isinstance(general, x509.DNSName)]
    networks = [ipaddress.ip_network(str(g.value)) for g in permitted if isinstance(g, x509.IPAddress)]
    for name in names:
        if not any(name == base or name.endswith("." + base) for base in allowed):
            raise OutsideAuthority(host=name)
    for ip in addresses:
        if not any(ip in network for network in networks):
            raise OutsideAuthority(host=str(ip))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    start = now - timedelta(hours=1)  # a phone's clock may be a little behind
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start.astimezone(UTC))
        .not_valid_after((start + timedelta(days=days)).astimezone(UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternatives(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def _store(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private + certificate.public_bytes(serialization.Encoding.PEM))
    fresh.replace(path)
