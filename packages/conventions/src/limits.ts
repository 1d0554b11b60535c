/** Distinct values that one attribute of one instrument may take over the life of a process. */
export const MAX_ATTRIBUTE_VALUES = 200
/** Series that one instrument may have over the life of a process. */
export const MAX_SERIES_PER_INSTRUMENT = 2000
/** Stands for every value of an attribute past {@link MAX_ATTRIBUTE_VALUES}. */
export const OTHER_VALUE = '_other_'
/** Marks the one series that takes what is past {@link MAX_SERIES_PER_INSTRUMENT}; from the OpenTelemetry metrics SDK specification. */
export const ATTR_OVERFLOW = 'otel.metric.overflow'
