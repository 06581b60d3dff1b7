"""The network that somebody asks from: coarse on purpose, for counting how often, never for knowing who."""

from ipaddress import ip_address, ip_network

IPV4_PREFIX, IPV6_PREFIX = 24, 48


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; "unknown" for anything else."""
    try:
        parsed = ip_address(address.strip().strip("[]"))
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    prefix = IPV4_PREFIX if mapped.version == 4 else IPV6_PREFIX
    return str(ip_network((mapped, prefix), strict=False))


def client_address(remote: str, forwarded_for: str, trusted_proxies: int) -> str:
    """Who asked: behind n proxies of ours, the n-th address from the right of X-Forwarded-For."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    if trusted_proxies <= 0 or not hops:
        return remote
    return hops[-min(trusted_proxies, len(hops))]
