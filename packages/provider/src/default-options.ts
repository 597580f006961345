// What is used where an option is not given. Constants of their own, so that a page loads the values and not the names.
export const connect = true
export const resyncInterval = -1
export const maxBackoffTime = 30_000
export const disableBc = false
export const token = ''
export const connectTimeoutMs = 20_000
export const silenceTimeoutMs = 30_000
export const unsavedWarningMs = 10_000
export const maxMessageBytes = 256 * 1024 * 1024
