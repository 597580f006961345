/** The second number of a sync message. */
export const STEP_1 = 0
export const STEP_2 = 1
export const UPDATE = 2

/** The second number of an auth message. */
export const PERMISSION_DENIED = 0

/** The bits of a rights field. */
export const MAY_WRITE = 1
export const IS_FULL = 2
