-- Views with the names that other corpora use.

CREATE OR REPLACE VIEW as_the_stack_v2 AS
SELECT
    substr(content_id, length('swh:1:cnt:') + 1) AS blob_id,
    path,
    content_id,
    detected_licenses,
    license_tier AS license_type,
    repo_name,
    revision_id,
    revision_time AS revision_date,
    encoding AS src_encoding,
    CASE language WHEN 'CUDA' THEN 'Cuda' ELSE language END AS language,
    is_vendored AS is_vendor,
    is_generated,
    length_bytes,
    extension,
    text AS content,
    license_expression,
    row_id
FROM source_files;
COMMENT ON VIEW as_the_stack_v2 IS 'source_files under the column names of The Stack v2, with the text as `content`.';
COMMENT ON COLUMN as_the_stack_v2.blob_id IS 'Git blob SHA-1 of the raw bytes.';
COMMENT ON COLUMN as_the_stack_v2.license_type IS 'The license tier: permissive, weak_copyleft, ...';
COMMENT ON COLUMN as_the_stack_v2.language IS 'Language as linguist spells it (`Cuda`).';
COMMENT ON COLUMN as_the_stack_v2.content IS 'The published text (column `text` of source_files).';
COMMENT ON COLUMN as_the_stack_v2.row_id IS 'Row of source_files.';

CREATE OR REPLACE VIEW as_compile AS
SELECT
    bitcode AS content,
    license_expression,
    'warploom' AS license_source,
    [c.path FOR c IN include_closure IF c.license_expression IS NOT NULL] AS license_files,
    origin_url AS package_source,
    lower(language) AS language,
    row_id
FROM ir_modules;
COMMENT ON VIEW as_compile IS 'ir_modules under the column names of ComPile.';
COMMENT ON COLUMN as_compile.content IS 'The bitcode.';
COMMENT ON COLUMN as_compile.license_source IS 'Who decided the license: always Warploom, per file.';
COMMENT ON COLUMN as_compile.license_files IS 'Included files whose license is part of the expression.';
COMMENT ON COLUMN as_compile.package_source IS 'Package URL or URL of the origin.';
COMMENT ON COLUMN as_compile.row_id IS 'Row of ir_modules.';
