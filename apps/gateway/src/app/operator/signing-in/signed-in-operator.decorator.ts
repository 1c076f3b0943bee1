import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiForbiddenResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { markAccess } from '@secureconnect/platform';
import { OwnOriginGuard } from './own-origin.guard';
import { SignedInOperatorGuard } from './signed-in-operator.guard';

/** Lets operators who are signed in on the page call a handler, or every handler of a class. */
export const SignedInOperator = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    markAccess({ by: 'operator' }),
    UseGuards(OwnOriginGuard, SignedInOperatorGuard),
    ApiUnauthorizedResponse({ description: 'not_authenticated: sign in on the page' }),
    ApiForbiddenResponse({ description: 'operator_token_unset, not_allowed' }),
  );
