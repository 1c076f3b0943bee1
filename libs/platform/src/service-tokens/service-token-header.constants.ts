/** The header in which one service shows another who it is; the gateway removes any that a client sends. */
export const serviceTokenHeader = 'x-service-token';
