/**
 * Uses what is loaded when it is first needed. Without it a block is still there to be read: that it cannot be loaded,
 * because the server is away or was replaced by a newer one, is no fault to report.
 */
export function whenLoaded<T>(loading: Promise<T>, use: (loaded: T) => void): void {
  void loading.then(use, () => undefined)
}
