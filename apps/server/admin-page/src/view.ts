/** What the page shows below its bar. */
export interface View {
  readonly element: HTMLElement
  /** What the tab is called. */
  readonly title: string
  /** Asks the server and shows the answer, in place. Rejects with what the server says. */
  refresh(): Promise<void>
}
