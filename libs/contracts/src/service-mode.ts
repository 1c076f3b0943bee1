/** `degraded` while Redis is away and fallbacks serve in its place. */
export type ServiceMode = 'normal' | 'degraded';
