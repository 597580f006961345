/** Brings the keyboard into the menu of the block at the caret; Escape brings it back. */
export const BLOCK_MENU_KEYS = 'Alt+F9'
