package dev.tidemark.jmx;

/** What the tracker's bean asks of the beans of the regions. */
@FunctionalInterface
interface RegionBeans {
    /** How many harvests are open in the region of that name; 0 if it has no bean. */
    int openHarvests(String regionName);
}
