using Microsoft.Data.Sqlite;
using OmniHub.Community;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Benchmarks;

/// <summary>Fills the gallery of a SQLite data folder with made-up posts: <c>-- gallery-seed FOLDER COUNT</c>. Their pictures are not there.</summary>
internal static class SeedGallery
{
    private const int Authors = 500, BatchSize = 20_000;

    private static readonly string[] Nouns =
        ["sea", "harbour", "dune", "lamp", "tower", "meadow", "city", "moon", "marble", "bridge", "forest", "boat", "vase", "window", "river", "island"];

    private static readonly string[] Words =
        ["quiet", "amber", "early", "cold", "bright", "northern", "silver", "distant", "painted", "windy", "late", "soft", "broken", "golden", "salt", "paper"];

    private static readonly (int Width, int Height)[] Sizes = [(1024, 1024), (1024, 768), (768, 1024), (1280, 720), (720, 1280), (1024, 683)];

    public static async Task<int> RunAsync(string folder, int count)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "omnihub.db")};Default Timeout=60");
        await connection.OpenAsync();
        var random = new Random(1);
        var (posts, placings) = (Insert(connection, "community_posts", PostColumns), Insert(connection, "community_placings", "shelf,number,by_likes,by_trend"));
        var from = Convert.ToInt64(await Scalar(connection, "SELECT coalesce(max(number), 0) FROM community_posts"));
        for (var done = 0; done < count; done += BatchSize)
        {
            await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
            (posts.Transaction, placings.Transaction) = (transaction, transaction);
            for (var i = done; i < Math.Min(count, done + BatchSize); i++) Add(Make(from + i + 1, random), posts, placings);
            await transaction.CommitAsync();
        }

        Console.WriteLine($"seeded {count:#,##0} posts");
        return 0;
    }

    private const string PostColumns =
        "number,id,generation_id,user_id,workspace_id,author_name,type,model_id,model_name,title,description,tags,prompt,show_prompt,options,credits,"
        + "files,url,thumbnail_url,content_type,width,height,is_sandbox,state,like_count,view_count,trend,marks,published_at";

    private static Post Make(long number, Random random)
    {
        string Word(string[] of) => of[random.Next(of.Length)];
        var author = random.Next(Authors);
        var size = Sizes[random.Next(Sizes.Length)];
        var isVideo = random.Next(10) == 0;
        var likes = (int)Math.Pow(random.NextDouble() * 6, 3);
        var title = $"{Word(Words)} {Word(Nouns)} by the {Word(Nouns)}";
        var post = new Post
        {
            Number = number,
            Id = Kernel.Id.New("pst"),
            GenerationId = $"gen_seed{number:0000000000}",
            UserId = $"usr_seed{author:0000}",
            WorkspaceId = $"wsp_seed{author:0000}",
            AuthorName = $"Author {author}",
            Type = isVideo ? Medium.Video : Medium.Image,
            ModelId = isVideo ? "kling-v2.5-turbo-pro" : random.Next(2) == 0 ? "flux-dev" : "flux-schnell",
            ModelName = isVideo ? "Kling 2.5 Turbo Pro" : "FLUX.1",
            Title = title,
            Description = "",
            Tags = string.Join('\n', new[] { Word(Nouns), Word(Words) }.Distinct()),
            Prompt = $"{title}, {Word(Words)} light, number {number}",
            ShowPrompt = true,
            Options = "{}",
            Credits = new Micros(25_000),
            Files = "[]",
            Url = $"/media/med_seed{number}/seed-1.jpg",
            ThumbnailUrl = $"/media/med_seed{number}/thumb.webp",
            ContentType = isVideo ? "video/webm" : "image/jpeg",
            Width = size.Width,
            Height = size.Height,
            LikeCount = likes,
            ViewCount = likes * 7,
            Trend = number % 50 == 0 ? random.Next(1, 2_000) : 0,
            Marks = "",
            PublishedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + number * 1000),
        };
        post.Marks = Shelf.MarksOf(Shelf.Of(post));
        return post;
    }

    private static void Add(Post p, SqliteCommand posts, SqliteCommand placings)
    {
        Run(posts, [
            p.Number, p.Id, p.GenerationId, p.UserId, p.WorkspaceId, p.AuthorName, p.Type.ToString().ToLowerInvariant(), p.ModelId, p.ModelName, p.Title,
            p.Description, p.Tags, p.Prompt, true, p.Options, p.Credits!.Value.Value, p.Files, p.Url, p.ThumbnailUrl!, p.ContentType, p.Width, p.Height,
            false, "visible", p.LikeCount, p.ViewCount, p.Trend, p.Marks, p.PublishedAt.ToUnixTimeMilliseconds(),
        ]);
        foreach (var shelf in Shelf.Of(p)) Run(placings, [shelf, p.Number, Rank.Of(p.LikeCount, p.Number), Rank.Of(p.Trend, p.Number)]);
    }

    private static SqliteCommand Insert(SqliteConnection connection, string table, string columns)
    {
        var command = connection.CreateCommand();
        var count = columns.Split(',').Length;
        command.CommandText = $"INSERT INTO {table}({columns}) VALUES ({string.Join(',', Enumerable.Range(0, count).Select(i => $"$p{i}"))})";
        for (var i = 0; i < count; i++) command.Parameters.Add(new SqliteParameter($"$p{i}", null));
        return command;
    }

    private static void Run(SqliteCommand command, object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static async Task<object?> Scalar(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
