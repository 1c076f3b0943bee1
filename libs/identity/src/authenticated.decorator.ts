import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiForbiddenResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { markAccess } from '@secureconnect/platform';
import { type AccessRule, type CallerDemands } from './access-rule';

/** Lets those call a handler, or every handler of a class, who have signed in and meet the demands. */
export function Authenticated(demands: CallerDemands = {}): ClassDecorator & MethodDecorator {
  const rule: AccessRule = { by: 'caller', ...demands };
  const refused = [
    'not_authenticated: no genuine access token as Authorization: Bearer',
    ...['token_expired', 'token_revoked'],
    ...(demands.recentMs === undefined ? [] : ['reauthentication_required']),
  ];
  const forbidden = [
    ...(demands.roles ? [`not_allowed: for ${demands.roles.join(', ')} only`] : []),
    ...(demands.mfa ? ['mfa_enrolment_required'] : []),
  ];
  return applyDecorators(
    markAccess(rule),
    ApiBearerAuth(),
    ApiUnauthorizedResponse({ description: refused.join('; ') }),
    ...(forbidden.length > 0 ? [ApiForbiddenResponse({ description: forbidden.join('; ') })] : []),
  );
}
