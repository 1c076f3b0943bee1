import { type Role } from '@secureconnect/identity';
import { list, type PlatformValues, type ValuesOf } from '@secureconnect/platform';

const roles: readonly string[] = ['user', 'admin'] satisfies Role[];

/** Who must have a second factor. */
export const mfaSettings = {
  MFA_REQUIRED_ROLES: list(roles.join(', '), (item) => roles.includes(item), {
    meaning: 'roles that must have a second factor: until they do, they may not administer anything',
    default: 'admin',
    developmentDefault: '',
  }),
};

/** The values of these settings, among those of every service. */
export type MfaValues = ValuesOf<typeof mfaSettings> & PlatformValues;

/** The roles that must have a second factor. */
export const requiredRolesOf = ({
  MFA_REQUIRED_ROLES: names,
}: Pick<MfaValues, 'MFA_REQUIRED_ROLES'>): Role[] => names as Role[];
