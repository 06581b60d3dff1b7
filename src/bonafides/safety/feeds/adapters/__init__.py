"""Every kind of source that can be read, by name: one module each; a new one is a new file and a line here."""

from bonafides.safety.feeds.adapters.local import ListFile
from bonafides.safety.feeds.adapters.misp import MispFile, MispServer
from bonafides.safety.feeds.adapters.ncmec import Ncmec
from bonafides.safety.feeds.adapters.ours import SharedList
from bonafides.safety.feeds.adapters.shape import Adapter
from bonafides.safety.feeds.adapters.stix import StixBundle, TaxiiCollection
from bonafides.safety.feeds.adapters.stopncii import StopNcii
from bonafides.safety.feeds.adapters.tcap import HashList, UrlFeed, UrlHashes
from bonafides.safety.feeds.adapters.threatexchange import ThreatExchange

ALL: tuple[Adapter, ...] = (
    SharedList(),
    HashList(),
    UrlFeed(),
    UrlHashes(),
    ThreatExchange(),
    ListFile(),
    MispServer(),
    MispFile(),
    StixBundle(),
    TaxiiCollection(),
    StopNcii(),
    Ncmec(),
)
ADAPTERS: dict[str, Adapter] = {adapter.name: adapter for adapter in ALL}
