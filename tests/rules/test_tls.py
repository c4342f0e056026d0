"""Own certificates: whom they vouch for, how long, and when they are renewed."""

from __future__ import annotations

import plistlib
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from scanapp import tls

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def certificates(tmp_path: Path) -> tls.Certificates:
    made = tls.Certificates(tmp_path / "tls")
    tls.init(made, ["scan.local"], ["192.168.1.20"], now=NOW)
    return made


def leaf(certificates: tls.Certificates) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificates.leaf.read_bytes())


def verify(certificates: tls.Certificates, host: str, at: datetime) -> None:
    store = Store([certificates.certificate()])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(x509.DNSName(host))
    verifier.verify(leaf(certificates), [])


def test_a_phone_that_trusts_the_authority_trusts_the_server(certificates: tls.Certificates) -> None:
    verify(certificates, "scan.local", NOW)
    with pytest.raises(VerificationError):
        verify(certificates, "bank.example", NOW)


def test_the_server_certificate_is_what_browsers_accept(certificates: tls.Certificates) -> None:
    made = leaf(certificates)
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=397)
    usage = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert certificates.hosts() == (["localhost", "scan.local"], ["127.0.0.1", "192.168.1.20"])


def test_the_authority_can_vouch_for_nothing_but_these_names_and_private_addresses(
    certificates: tls.Certificates,
) -> None:
    constraints = certificates.certificate().extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = constraints.value.permitted_subtrees or []
    assert {general.value for general in permitted if isinstance(general, x509.DNSName)} == {
        "localhost",
        "scan.local",
    }
    assert all(general.value.is_private for general in permitted if isinstance(general, x509.IPAddress))


def test_keys_can_be_read_by_their_owner_alone(certificates: tls.Certificates) -> None:
    for path in (certificates.authority, certificates.leaf):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_certificate_is_renewed_in_its_last_month_and_not_before(certificates: tls.Certificates) -> None:
    first, authority = leaf(certificates), certificates.der()
    assert not tls.renew(certificates, now=NOW + timedelta(days=300))
    later = NOW + timedelta(days=380)
    assert tls.renew(certificates, now=later)
    assert leaf(certificates).serial_number != first.serial_number
    assert certificates.der() == authority
    verify(certificates, "scan.local", later + timedelta(days=200))


def test_a_new_private_address_keeps_the_authority_and_a_new_name_asks_first(
    certificates: tls.Certificates,
) -> None:
    authority = certificates.der()
    tls.init(certificates, ["scan.local"], ["10.1.2.3"], now=NOW)
    assert certificates.der() == authority
    with pytest.raises(tls.OutsideAuthority, match="--new-authority"):
        tls.init(certificates, ["other.local"], [], now=NOW)
    assert certificates.hosts()[0] == ["localhost", "scan.local"]
    tls.init(certificates, ["other.local"], [], now=NOW, new_authority=True)
    assert certificates.der() != authority


def test_an_ended_authority_says_so(certificates: tls.Certificates) -> None:
    with pytest.raises(tls.AuthorityExpired, match="2031"):
        tls.renew(certificates, now=NOW + timedelta(days=5 * 365 + 10))


@pytest.mark.parametrize("host", ["", "a b", "-x", "x" * 300, "scan_1", "<b>", "ü" * 70])
def test_a_name_that_is_no_name_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(tls.HostInvalid):
        tls.init(tls.Certificates(tmp_path), [host], [], now=NOW)


def test_the_iphone_profile_carries_the_same_certificate(certificates: tls.Certificates) -> None:
    profile = plistlib.loads(certificates.profile("North"))
    assert profile["PayloadContent"][0]["PayloadContent"] == certificates.der()
    assert profile["PayloadContent"][0]["PayloadType"] == "com.apple.security.root"
    assert plistlib.loads(certificates.profile("North"))["PayloadUUID"] == profile["PayloadUUID"]
