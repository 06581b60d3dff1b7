"""Groups of near-duplicates: pictures by their bits, texts and videos by how much of them is the same."""

from bonafides.matching.clusters.groups import Cluster
from bonafides.matching.clusters.pictures import picture_clusters
from bonafides.matching.clusters.texts import text_clusters
from bonafides.matching.clusters.videos import video_clusters

__all__ = [
    "Cluster",
    "picture_clusters",
    "text_clusters",
    "video_clusters",
]
