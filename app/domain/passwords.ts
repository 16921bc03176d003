/** How long a password is. Source: NIST SP 800-63B 3.1.1.2 (length counts, composition rules do not). */
export const PASSWORD_LENGTH = { least: 10, most: 128 };
