/** Octets: what Gmail takes of a message as a whole (its APPENDLIMIT), so nobody reads more of a file or a stream. */
export const MOST_OCTETS = 35_651_584
