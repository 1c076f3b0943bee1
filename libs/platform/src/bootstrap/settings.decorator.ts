import { Inject } from '@nestjs/common';

/** The token under which a service finds the values of its settings. */
export const SETTINGS = Symbol('settings');

/** Injects the values of the service's settings. */
export const InjectSettings = (): ParameterDecorator => Inject(SETTINGS);
