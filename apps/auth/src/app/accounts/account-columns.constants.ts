/** The columns of `users` under the names of an `Account`. */
export const accountColumns = `id, email, username, password_hash AS "passwordHash", display_name AS "displayName", role,
  email_verified_at AS "emailVerifiedAt", password_changed_at AS "passwordChangedAt", disabled_at AS "disabledAt",
  created_at AS "createdAt", updated_at AS "updatedAt"`;
