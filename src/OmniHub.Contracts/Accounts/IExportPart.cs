using Microsoft.AspNetCore.Http;

namespace OmniHub.Contracts.Accounts;

/// <summary>What a module puts into the export of a person's data. Found by scanning.</summary>
public interface IExportPart
{
    /// <summary>Adds the module's files of this user, one after the other: the archive is streamed.</summary>
    Task WriteAsync(string userId, IExport export, CancellationToken ct);
}

/// <summary>An archive that is being written.</summary>
public interface IExport
{
    /// <summary>Adds a file of JSON, as the API would show it.</summary>
    /// <param name="path">As <c>ledger.json</c> or <c>chat/cnv_….json</c>.</param>
    /// <param name="value">Serialised as it is enumerated; an <see cref="IAsyncEnumerable{T}"/> is never held in memory.</param>
    /// <param name="ct">Ends with the request.</param>
    Task AddJsonAsync<T>(string path, T value, CancellationToken ct);

    /// <summary>Adds a file of bytes.</summary>
    Task AddAsync(string path, Func<Stream, Task> write, CancellationToken ct);
}

/// <summary>Archives to download.</summary>
public interface IArchives
{
    /// <summary>A ZIP that is written while it is read.</summary>
    IResult Zip(string name, Func<IExport, Task> fill, CancellationToken ct);
}
