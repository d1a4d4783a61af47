using System.Collections.Concurrent;
using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>The file: one connection that writes, and a pool of connections that read.</summary>
internal sealed class Database : IDisposable
{
    private static readonly string[] NetworkFormats = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs"];

    private readonly Func<SqliteConnection> _connect;
    private readonly SQLiteStorageOptions _options;
    private readonly ConcurrentBag<Session> _idleReaders = [];
    private readonly SemaphoreSlim _readers;
    // A plain lock, not a queue: it lets the running thread go on instead of switching at each release, and lets nobody starve.
    private readonly Lock _writing = new();
    private Session _writer;
    private bool _disposed;

    public Database(Func<SqliteConnection> connect, SQLiteStorageOptions options)
    {
        _connect = connect;
        _options = options;
        _readers = new SemaphoreSlim(options.PoolSize);
        _writer = Open();
        try
        {
            File = Path.GetFullPath(_writer.Connection.DataSource);
            Schema.Prepare(_writer, options);
            Set(_writer);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    public string File { get; }

    /// <summary>Runs in one transaction that is either whole or never was.</summary>
    public T Write<T>(Func<Session, T> work)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // IMMEDIATE: another process is waited for here, before anything was read; after this nothing can be refused.
            _writer.Run("BEGIN IMMEDIATE");
            try
            {
                var result = work(_writer);
                _writer.Run("COMMIT");
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    /// <summary>Runs one statement, which is a transaction of its own.</summary>
    public int WriteOne(string sql, params ReadOnlySpan<object?> values)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _writer.Run(sql, values);
        }
    }

    /// <summary>Like <see cref="WriteOne"/>, for statements that return a row.</summary>
    public T? WriteFirst<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _writer.First(sql, row, values);
        }
    }

    /// <summary>Grows whenever another connection than our writer changed the file; nothing if the writer is busy.</summary>
    public long? ForeignVersion()
    {
        if (!_writing.TryEnter()) return null;
        try
        {
            return _disposed ? null : _writer.Number("PRAGMA data_version");
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Runs single statements; each sees every commit that returned before.</summary>
    public T Read<T>(Func<Session, T> work)
    {
        _readers.Wait();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_idleReaders.TryTake(out var reader)) reader = OpenReader();
            T result;
            try
            {
                result = work(reader);
            }
            catch
            {
                reader.Dispose();
                throw;
            }
            _idleReaders.Add(reader);
            // Disposed while we read: nobody else will close this one.
            if (_disposed) CloseReaders();
            return result;
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>Runs several statements that all see the same state of the file.</summary>
    public T ReadSnapshot<T>(Func<Session, T> work) => Read(session =>
    {
        session.Run("BEGIN");
        var result = work(session);
        session.Run("COMMIT");
        return result;
    });

    public void Dispose()
    {
        lock (_writing)
        {
            if (_disposed) return;
            _disposed = true;
            // Readers first: the last connection to close is the one that folds the log into the file.
            CloseReaders();
            _writer.Dispose();
        }
    }

    public void WarnOfNetworkFile(ILog log)
    {
        try
        {
            var format = File.StartsWith(@"\\", StringComparison.Ordinal) ? "smb" : new DriveInfo(Path.GetDirectoryName(File)!).DriveFormat;
            if (NetworkFormats.Contains(format, StringComparer.OrdinalIgnoreCase))
                log.Warn($"The job storage '{File}' lies on a network file system ({format}), where SQLite cannot keep it safe.");
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.Debug($"The file system of '{File}' is unknown: {error.Message}");
        }
    }

    private void RollBack()
    {
        try
        {
            _writer.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back itself, or the connection is beyond repair: a new one is right in both cases.
            _writer.Dispose();
            _writer = Open();
            Set(_writer);
        }
    }

    private Session Open()
    {
        var connection = _connect();
        try
        {
            if (connection.State != System.Data.ConnectionState.Open) connection.Open();
            var session = new Session(connection, _options.Prefix);
            session.Run("PRAGMA busy_timeout = 10000");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private Session OpenReader()
    {
        var reader = Open();
        reader.Run("PRAGMA temp_store = MEMORY");
        reader.Run("PRAGMA query_only = ON");
        return reader;
    }

    private static void Set(Session writer)
    {
        writer.Run("PRAGMA synchronous = NORMAL");
        writer.Run("PRAGMA foreign_keys = ON");
        writer.Run("PRAGMA temp_store = MEMORY");
        writer.Run("PRAGMA cache_size = -16000");
        writer.Run("PRAGMA journal_size_limit = 67108864");
        // Four times the usual: every fold of the log into the file waits for the disk.
        writer.Run("PRAGMA wal_autocheckpoint = 4000");
    }

    private void CloseReaders()
    {
        while (_idleReaders.TryTake(out var reader)) reader.Dispose();
    }
}
