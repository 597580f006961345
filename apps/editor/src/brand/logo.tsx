/** Two threads over and under two others; says nothing to screen readers, the name beside it does. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <g className="logo-warp">
        <rect x="3.4" y="0.6" width="5.6" height="1.6" rx="0.8" />
        <rect x="3.4" y="10.2" width="5.6" height="13.2" rx="1.4" />
        <rect x="15" y="0.6" width="5.6" height="13.2" rx="1.4" />
        <rect x="15" y="21.8" width="5.6" height="1.6" rx="0.8" />
      </g>
      <g className="logo-weft">
        <rect x="0.6" y="3.4" width="13.2" height="5.6" rx="1.4" />
        <rect x="21.8" y="3.4" width="1.6" height="5.6" rx="0.8" />
        <rect x="0.6" y="15" width="1.6" height="5.6" rx="0.8" />
        <rect x="10.2" y="15" width="13.2" height="5.6" rx="1.4" />
      </g>
    </svg>
  )
}
