using Microsoft.AspNetCore.Identity;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.SignIn;

/// <summary>Changes one's own password. A wrong present password counts like a failed sign-in: a stolen session is no place to guess it.</summary>
public sealed class PasswordDoor(UserManager<Person> people, SignInManager<Person> signIn, Organisation organisation, FailedSignIns failures, SignInLog record, TimeProvider clock)
{
    /// <summary>Changes it, ends the other sessions and renews this one; returns what is wrong, empty when it is done.</summary>
    public async Task<IReadOnlyList<string>> ChangeAsync(Person person, string old, string wanted, HttpContext http, CancellationToken stop)
    {
        var from = http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        await Task.Delay(failures.WaitFor(person.UserName!, from), clock, stop);
        if (await people.IsLockedOutAsync(person)) return ["PasswordMismatch"];
        if (wanted.Length > 200) return ["PasswordTooLong"];
        var result = await people.ChangePasswordAsync(person, old, wanted);
        if (result.Succeeded)
        {
            await people.ResetAccessFailedCountAsync(person);
            await organisation.NotePasswordAsync(person.Id, stop);
            await signIn.RefreshSignInAsync(person);
            return [];
        }

        if (result.Errors.Any(error => error.Code == "PasswordMismatch"))
        {
            failures.Count(person.UserName!, from);
            await people.AccessFailedAsync(person);
            await record.NoteAsync(person.UserName!, person.Id, false, from, http.Request.Headers.UserAgent.ToString(), stop);
        }

        return [.. result.Errors.Select(error => error.Code)];
    }
}
