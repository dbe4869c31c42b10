/** What SQLite says of a full disk, of one that fails, and of others who keep the file to themselves. */
export const ENGINE_CODES = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_BUSY'] as const
