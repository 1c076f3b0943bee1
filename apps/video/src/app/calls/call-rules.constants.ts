/** By what calls end by themselves here: the settings, as `CallRules`. */
export const CALL_RULES = Symbol('call rules');
