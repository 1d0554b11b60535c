/**
 * How the samples of one series in one block of time lie on disk.
 *
 * A chunk is a checksum (CRC-32, four bytes), the number of samples, their times and their values; all numbers are
 * variable in length, seven bits a byte, the lowest first.
 *
 * - Times: the first one; then for each sample how much its distance from the one before differs from the distance
 *   before: `1 + zigzag`, or {@link SAME} where it does not, or {@link RUN} and n where it does not for n samples.
 * - Values: the kind; then the places of the marks of an end, which the values leave out.
 *   Scaled: the kind is the exponent of ten by which all values are whole numbers; the differences of these follow in the
 *   same way.
 *   Bits: the kind is {@link BITS}; each value is the bits in which it differs from the one before: a byte
 *   `leading·8 + trailing` of zero bytes and the bytes between them, the highest first, or `128 + n` for n values that stay
 *   the same.
 */
export const BITS = 15
export const SAME = 0
export const RUN = 1
/** Differences of whole numbers up to it survive doubling. */
export const MAX_WHOLE: number = 2 ** 50
/** Exponents of ten that are tried. */
export const MAX_EXPONENT = 4
export const CHECKSUM_BYTES = 4
/** Values that one byte says stay the same. */
export const MAX_SAME = 127
