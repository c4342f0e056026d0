"""Refusals about people and their phones."""

from __future__ import annotations

from scanapp.errors import ScanappError


class SignInRefused(ScanappError):
    code = "SIGN_IN_REFUSED"
    status = 401
    sentence = "The name or the password is wrong. Try again, or ask an administrator for a new password."


class TooManyAttempts(ScanappError):
    code = "TOO_MANY_ATTEMPTS"
    status = 429
    sentence = "Too many attempts. Wait {minutes} min, then try again."


class LoginTaken(ScanappError):
    code = "LOGIN_TAKEN"
    sentence = "The sign-in name {login} is taken. Choose another one."


class LoginInvalid(ScanappError):
    code = "LOGIN_INVALID"
    sentence = "“{login}” cannot be a sign-in name. Use 2 to 50 letters, digits, dots or dashes."


class RoleUnknown(ScanappError):
    code = "ROLE_UNKNOWN"
    sentence = "The role {role} does not exist. Choose one of: {roles}."


class PasswordTooShort(ScanappError):
    code = "PASSWORD_TOO_SHORT"
    sentence = "The password is too short. Use at least {least} characters."


class PersonUnknown(ScanappError):
    code = "PERSON_UNKNOWN"
    status = 404
    sentence = "Nobody is called {login}. See the list of people for the right sign-in name."


class OwnRights(ScanappError):
    code = "OWN_RIGHTS"
    status = 409
    sentence = "You cannot take your own role or sign-in away. Ask another administrator to do it."


class CodeRefused(ScanappError):
    code = "CODE_REFUSED"
    status = 403
    sentence = "This code is wrong, used or older than ten minutes. Ask a supervisor for a new one."
